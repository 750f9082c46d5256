// Coming back in the browser: the eight words are read here, the keys that follow from them sign and open here, and the words never leave. Fetched when
// someone begins to type them (back.ts), since most visits need none of it. What was typed and opened is in memory alone.
import { Box, type Why, ask } from "./returning/box";
import { works } from "./returning/open";
import { Page } from "./returning/page";
import { read } from "./returning/typed";
import { words } from "./telling/receipt";
import { leaving } from "./telling/leaving";

const LONGEST = 20_000;

function comeBack(main: HTMLElement, ahead: HTMLElement): void {
  const page = new Page(main, ahead);
  let box: Box | null = null;
  let busy = false;

  const once = async (word: string, act: () => Promise<void>) => {
    if (busy) return;
    busy = true;
    page.busy(word);
    await act();
    busy = false;
    page.busy("");
  };
  const list = async (): Promise<string[] | null> => {
    try {
      return words(await (await ask(ahead.dataset.words ?? "")).text());
    } catch {
      return null;
    }
  };

  const open = () =>
    once("opening", async () => {
      const known = await list();
      if (!known) return page.problem("problem", page.word("away"));
      const typed = read(page.box.value, known);
      if ("wrong" in typed) return page.slip(typed);
      const opened = await Box.open(typed);
      if (typeof opened === "string") return page.problem("problem", page.word(opened));
      box = opened;
      page.opened(box);
    });
  const add = (box: Box) =>
    once("sending", async () => {
      const text = page.box.value.trim().replace(/\r\n?/g, "\n");
      if (!text) return page.problem("not-sent", page.word("empty"));
      if ([...text].length > LONGEST) return page.problem("not-sent", page.word("too-long"));
      const sent: true | Why = await box.add(text, document.documentElement.lang);
      if (sent !== true) return page.problem("not-sent", page.word(`add-${sent}`));
      page.opened(box, true);
    });

  main.addEventListener("submit", (event) => {
    event.preventDefault();
    void (box ? add(box) : open());
  });
  main.addEventListener("click", (event) => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>(".error a[href^='#']");
    if (!link) return;
    event.preventDefault(); // a place of its own in the history it is not
    document.getElementById(link.hash.slice(1))?.focus();
  });

  leaving.ask(() => box !== null && page.box.value.trim() !== "");
  // Whoever comes back to this page by the browser's *Back* begins anew: the words are needed again.
  const over = () => box !== null || leaving.gone();
  window.addEventListener("pagehide", () => {
    if (!over()) return;
    page.wipe();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && over()) location.reload();
  });
}

const main = document.querySelector("main");
const ahead = main?.querySelector<HTMLElement>("[data-returning]");
if (main && ahead) {
  void works().then((can) => {
    if (can) comeBack(main, ahead);
    document.documentElement.dataset.returning = can ? "here" : "plain";
    document.dispatchEvent(new Event("returning")); // back.ts listens
  });
}
