// On the page that asks for a receipt: fetches return.js when someone begins to type, and until it has come sends nothing. Where it cannot work, says so,
// and leaves it to the person whether this server shall open it. Stands in app.js, which older browsers run too. Must not know what a receipt is.

// How long return.js may take to come, once someone waits for it.
const PATIENCE_MS = 20_000;

export function back(): void {
  const ahead = document.querySelector<HTMLElement>("main [data-returning]");
  const form = document.querySelector<HTMLFormElement>("main form");
  if (!ahead || !form) return;
  const { dataset } = document.documentElement;
  const part = (name: string) => ahead.querySelector<HTMLTemplateElement>(`template[data-part="${name}"]`)!.content.cloneNode(true);
  // What becomes of the words is said when it is known.
  const where = form.querySelector<HTMLElement>("[data-w-here]");
  if (where) where.hidden = true;
  let pressed = false;

  const cannot = () => {
    dataset.returning = "plain";
    if (!pressed || document.querySelector("main [data-cannot]")) return;
    form.querySelector("[data-busy]")?.remove();
    form.hidden = true;
    form.before(part("cannot"));
    const note = document.querySelector<HTMLElement>("main [data-cannot]")!;
    note.querySelector("h2")?.focus();
    note.querySelector("[data-plain]")?.addEventListener("click", () => form.submit()); // as without scripts; no listener is asked
  };
  const fetchIt = () => {
    if (dataset.returning) return;
    dataset.returning = "coming";
    const script = document.createElement("script");
    script.src = ahead.dataset.script ?? "";
    script.addEventListener("error", cannot);
    document.head.append(script);
  };
  const wait = (event: Event) => {
    if (dataset.returning === "here") return;
    event.preventDefault();
    pressed = true;
    fetchIt();
    if (dataset.returning === "plain") return cannot();
    if (form.querySelector("[data-busy]")) return;
    form.append(part("busy"));
    window.setTimeout(() => dataset.returning === "coming" && cannot(), PATIENCE_MS);
  };
  form.addEventListener("focusin", fetchIt, { once: true });
  form.addEventListener("submit", wait);
  document.addEventListener("returning", () => {
    if (dataset.returning === "plain") return cannot();
    form.querySelector("[data-busy]")?.remove();
    if (where) [where.textContent, where.hidden] = [where.dataset.wHere ?? "", false];
    if (pressed) form.requestSubmit();
  });
}
