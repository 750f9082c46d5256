// Asks before a page is left on which something was typed and not sent. Must not keep what was typed.

/** Watches the forms of the page. */
export function leaving(): void {
  let typed = false;
  const main = document.querySelector("main");
  main?.addEventListener("input", (event) => {
    typed ||= event.target instanceof HTMLTextAreaElement;
  });
  main?.addEventListener("submit", () => {
    typed = false;
  });
  addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}
