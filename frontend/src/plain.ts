// Says on the form's first page that this browser cannot seal, and asks whether the server shall do it: when concern.js said so, or never ran. Stands in
// app.js, which older browsers run too. Must not know how anything is sealed.

export function plain(): void {
  const note = document.querySelector<HTMLElement>("[data-cannot]");
  const form = document.querySelector<HTMLFormElement>("form.concern");
  if (!note || !form) return;
  const state = () => document.documentElement.dataset.telling;
  const say = () => {
    const cannot = state() !== "here" && state() !== "chosen";
    if (note.hidden === !cannot) return;
    note.hidden = !cannot;
    form.hidden = cannot;
    if (cannot) note.focus();
  };
  note.querySelector("[data-plain]")?.addEventListener("click", () => {
    document.documentElement.dataset.telling = "chosen";
    note.hidden = true;
    form.hidden = false;
    form.querySelector<HTMLElement>("input, textarea")?.focus();
  });
  document.addEventListener("telling", say);
  // By then concern.js has run, or has failed to.
  window.addEventListener("load", () => window.setTimeout(() => state() || say(), 3_000));
}
