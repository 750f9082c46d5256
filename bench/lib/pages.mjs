// The pages of the public door, found as a visitor finds them: by following links. Must not know any page by name but the home page.

const LINK = /\shref="([^"#?]+)/g;
/** `/en/course/2/3`: a step of the course. */
export const STEP = /^\/[a-z-]+\/course\/(\d+)\/(\d+)$/;

/** Every page that can be read, in order of discovery; never the way out, which leads elsewhere. */
export async function everyPage(origin, home = "/en/") {
  const found = new Set([home]);
  const pages = [];
  for (const path of found) {
    const answer = await fetch(origin + path, { redirect: "manual" });
    const html = await answer.text();
    if (!(answer.headers.get("content-type") ?? "").startsWith("text/html") || /\/exit$/.test(path)) continue;
    if (answer.status !== 200) throw new Error(`${path} is linked to, and answers ${answer.status}`);
    pages.push(path);
    for (const [, href] of html.matchAll(LINK)) {
      const url = new URL(href, origin + path);
      if (url.origin === origin && !url.pathname.endsWith("/exit")) found.add(url.pathname);
    }
  }
  return pages;
}

/** The course's own pages in a visitor's order: the overview, every step, and what else stands under it. */
export function courseOf(pages) {
  const steps = pages.filter((path) => STEP.test(path));
  steps.sort((a, b) => number(a) - number(b));
  const overview = pages.filter((path) => /^\/[a-z-]+\/course\/$/.test(path));
  const rest = pages.filter((path) => /^\/[a-z-]+\/course\/[a-z]/.test(path));
  return { overview, steps, rest };
}

function number(path) {
  const [, part, stop] = STEP.exec(path);
  return Number(part) * 1000 + Number(stop);
}

/** Run in the page: chooses a valid answer in its form; says whether there is one. */
export function chooseAnswer() {
  const form = document.querySelector("main form[data-check]");
  if (!form) return false;
  const names = new Set();
  for (const input of form.querySelectorAll("input[type=radio], input[type=checkbox]")) {
    if (names.has(input.name)) continue;
    names.add(input.name);
    input.checked = true;
  }
  // In lists each item takes a place of its own, as in an order.
  [...form.querySelectorAll("select")].forEach((select, index) => {
    select.selectedIndex = 1 + (index % (select.options.length - 1));
  });
  return true;
}
