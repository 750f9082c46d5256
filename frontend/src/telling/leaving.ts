// Leaving the form: when the browser asks first, and when it must not; and what a reload may know. In the history stands that something was sent, for as
// long as the tab lives, and nothing else (docs/adr/0004). Must not know what was typed.

let calm = false;

export const leaving = {
  // Whether this is the same page again, loaded once more after sending. Whoever left, and came back later, finds a new form.
  sentBefore(): boolean {
    const again = performance.getEntriesByType("navigation").some((entry) => (entry as PerformanceNavigationTiming).type === "reload");
    return again && (history.state as { sent?: boolean } | null)?.sent === true;
  },

  markSent(): void {
    history.replaceState({ sent: true }, "");
  },

  // The browser asks before the page is left, if `lost` says that something would be.
  ask(lost: () => boolean): void {
    window.addEventListener("beforeunload", (event) => {
      // The exit covers the page and never asks (exit.ts).
      if (calm || document.documentElement.classList.contains("gone") || !lost()) return;
      event.preventDefault();
      event.returnValue = true; // older browsers ask for this
    });
    document.addEventListener(
      "click",
      (event) => {
        // The way out never asks, whoever is done may go, and ringing is not leaving.
        if ((event.target as Element | null)?.closest?.("a.exit, [data-leave], a[href^='tel:']")) leaving.calmly(() => undefined);
      },
      true,
    );
  },

  calmly(act: () => void): void {
    calm = true;
    window.setTimeout(() => (calm = false), 1_000);
    act();
  },
};
