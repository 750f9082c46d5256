// The network's slider through time: what came later than its day is hidden, in the drawing and in the tables. A box leads to its concern.
// Without it, the form narrows by days. No words of its own.

/** Starts it on the page that has a network. */
export function network(): void {
  const drawing = document.querySelector<SVGSVGElement>("svg.network");
  drawing?.addEventListener("click", (event) => {
    const box = (event.target as Element).closest<SVGElement>("[data-href]");
    if (box?.dataset.href) location.assign(box.dataset.href);
  });
  const place = document.querySelector<HTMLElement>(".slide[data-days]");
  const slider = place?.querySelector<HTMLInputElement>("input[type=range]");
  const says = place?.querySelector<HTMLOutputElement>("output");
  const days = (place?.dataset.days ?? "").split(" ").filter(Boolean);
  if (!place || !slider || !says || days.length < 2) return;
  const all = [...document.querySelectorAll<HTMLElement | SVGElement>("[data-day]")];
  slider.max = String(days.length - 1);
  slider.value = slider.max;
  place.hidden = false;
  const show = () => {
    const until = days[Number(slider.value)] ?? "";
    says.textContent = new Date(`${until}T12:00`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    for (const one of all) one.classList.toggle("later", (one.dataset.day ?? "") > until);
  };
  slider.addEventListener("input", show);
  show();
}
