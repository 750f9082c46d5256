// What goes on paper: the print buttons, what is folded away, the boxes of the plan, the name on the certificate. What is typed here stays in this page: it must
// never be stored, sent or put in an address. Boxes have no name and no form around them.

export function paper(): void {
  for (const hidden of document.querySelectorAll<HTMLElement>(".js[hidden]")) hidden.hidden = false;
  for (const button of document.querySelectorAll<HTMLElement>("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // What is folded away is printed too.
  let folded: HTMLDetailsElement[] = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
    for (const one of folded) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });

  // A printed box shows only the part in view, so the sheet carries the words themselves.
  for (const box of document.querySelectorAll<HTMLTextAreaElement>(".write textarea")) {
    const sheet = document.createElement("p");
    sheet.className = "written";
    box.after(sheet);
    const mirror = () => {
      sheet.textContent = box.value;
      while (box.scrollHeight > box.clientHeight && box.rows < 20) box.rows += 1;
    };
    box.addEventListener("input", mirror);
    mirror();
  }

  const name = document.querySelector<HTMLInputElement>("[data-name]");
  const line = document.querySelector<HTMLElement>("[data-name-out]");
  if (name && line) {
    const mirror = () => {
      line.textContent = name.value;
    };
    name.addEventListener("input", mirror);
    mirror();
  }
}
