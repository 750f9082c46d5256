// Says on the form's first page that this browser cannot seal, and asks whether the server shall do it: when concern.js said so, or never ran. Stands in
// app.js, which older browsers run too. Must not know how anything is sealed.

// How long concern.js may take to find out whether it can seal, once it has come.
const PATIENCE_MS = 3_000;

export function plain(): void {
  const form = document.querySelector<HTMLFormElement>("form.concern");
  const words = document.querySelector<HTMLTemplateElement>('[data-ahead] template[data-part="cannot"]');
  if (!form || !words) return;
  const { dataset } = document.documentElement;
  const note = () => document.querySelector("main [data-cannot]");

  const look = () => {
    if (dataset.telling === "chosen") return;
    const cannot = dataset.telling !== "here";
    form.hidden = cannot;
    if (!cannot) return note()?.remove();
    if (note()) return;
    form.before(words.content.cloneNode(true));
    note()?.querySelector("h1")?.focus();
    note()?.querySelector("[data-plain]")?.addEventListener("click", () => {
      dataset.telling = "chosen";
      form.hidden = false;
      note()?.remove();
      form.querySelector<HTMLElement>("input")?.focus();
    });
  };
  document.addEventListener("telling", look);
  // By then concern.js has run, or never will.
  window.addEventListener("load", () => window.setTimeout(look, dataset.telling ? 0 : PATIENCE_MS));
}
