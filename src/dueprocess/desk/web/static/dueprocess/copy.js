// A button beside a line that is typed elsewhere: it copies just that line. Where a browser lets no page copy, it stays away.
for (const button of navigator.clipboard ? document.querySelectorAll(".command button") : []) {
  const says = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
    } catch {
      return; // refused by the person or the browser: the line can be marked by hand
    }
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = says; }, 2000);
  });
}
