// "Put in order" with buttons: each item gets an up and a down button, and a live region says its new place. The page's own selects are
// hidden and kept in step, so that marking reads the same fields with and without scripts. Does not know which order is right.

export function order(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-check="order"]');
  const list = form?.querySelector<HTMLElement>(".items");
  if (!form || !list) return;

  const rows = [...list.querySelectorAll<HTMLElement>("[data-item]")];
  const status = document.createElement("p");
  status.className = "vh";
  status.setAttribute("role", "status");
  list.after(status);
  list.classList.add("moving");

  arrange(list, rows);
  for (const row of rows) {
    field(row).hidden = true;
    row.append(
      button(form, row, "up", (pressed) => move(row, pressed, row.previousElementSibling, "before")),
      button(form, row, "down", (pressed) => move(row, pressed, row.nextElementSibling, "after")),
    );
  }
  settle();
  form.addEventListener("submit", settle); // a browser that restores fields may have changed them since

  function move(row: HTMLElement, pressed: HTMLElement, neighbour: Element | null, side: "before" | "after"): void {
    if (!neighbour) return;
    neighbour[side](row);
    settle();
    pressed.focus();
    const { selectedIndex, options } = field(row);
    status.textContent = `${name(row)}: ${options[selectedIndex]?.text ?? ""}`;
  }

  function settle(): void {
    const now = [...list!.children];
    now.forEach((row, place) => {
      field(row).value = String(place);
      row.querySelectorAll("button").forEach((button, way) => {
        const end = place === (way === 0 ? 0 : now.length - 1);
        if (end) button.setAttribute("aria-disabled", "true");
        else button.removeAttribute("aria-disabled");
      });
    });
  }
}

// If every place is already given once (the server's answer shows what was chosen), start from that.
function arrange(list: HTMLElement, rows: HTMLElement[]): void {
  const places = rows.map((row) => field(row).value);
  if (places.includes("") || new Set(places).size < rows.length) return;
  list.append(...[...rows].sort((a, b) => Number(field(a).value) - Number(field(b).value)));
}

function button(form: HTMLElement, row: HTMLElement, way: "up" | "down", act: (pressed: HTMLElement) => void): HTMLElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "second";
  const about = document.createElement("span");
  about.className = "vh";
  about.textContent = ` ${name(row)}`;
  made.append(form.getAttribute(`data-w-${way}`) ?? "", about);
  made.addEventListener("click", () => act(made));
  return made;
}

function field(row: Element): HTMLSelectElement {
  return row.querySelector("select")!;
}

function name(row: Element): string {
  return row.querySelector("label")?.textContent?.trim() ?? "";
}
