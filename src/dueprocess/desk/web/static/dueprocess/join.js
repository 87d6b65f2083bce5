// The link of an invitation carries its code behind "#", which no server sees: put it into the field, and forget it.
"use strict";
const field = document.getElementById("code");
const code = decodeURIComponent(location.hash.slice(1));
if (field && /^[0-9A-Za-z -]{20,40}$/.test(code)) {
  field.value = code;
  history.replaceState(null, "", location.pathname);
}
