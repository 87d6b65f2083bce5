// The vault leads back to this window by its name. What was signed there stands here when its person comes back.
window.name = "dueprocess-desk";
document.addEventListener("click", (event) => {
  if (!event.target.closest("a[target=dueprocess-vault]")) return;
  addEventListener("focus", () => location.reload(), { once: true });
});
