// Asks before a page is left on which something was typed and not sent. Must not keep what was typed.

/** Watches the forms of the page. */
export function leaving(): void {
  // A page that came back with what was typed holds it too.
  let typed = document.querySelector("main form[data-typed]") !== null;
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
