// Playwright sets light or dark in every window by a command that Firefox ESR 153 does not know: it is left out.
const { Module } = require("node:module");

const compile = Module.prototype._compile;
Module.prototype._compile = function (source, ...rest) {
  const left = source.replace(/(async (?:doUpdateDefaultEmulatedMedia|updateEmulateMedia)\(\) \{)/g, "$1 return;");
  return compile.call(this, left, ...rest);
};
