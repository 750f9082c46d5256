// Telling in one page: asks one step at a time, seals everything here, sends it sealed, and shows the receipt. Without it, or where it cannot work, the
// same form goes from page to page, and the server seals it; never without saying so. What was typed is in memory alone.
import { Answers, type Wrong } from "./telling/answers";
import { steps } from "./telling/form";
import { leaving } from "./telling/leaving";
import { Page } from "./telling/page";
import { works } from "./telling/seal";
import { Sender } from "./telling/send";
import { CHECK, Way } from "./telling/way";

type State = "asking" | "sending" | "sent";

function tell(main: HTMLElement, ahead: HTMLElement): void {
  const page = new Page(main, ahead);
  const all = steps(ahead);
  const answers = new Answers();
  const sender = new Sender(ahead.dataset.lang ?? "", ahead.dataset.words ?? "");
  const before = leaving.sentBefore();
  const way = new Way(all, answers);
  let state: State = "asking";
  let want = true;
  let why = ""; // it was not sent

  const take = () => {
    const { step, place } = way;
    if (step) for (const [name, value] of page.values(step, place.number)) answers.set(name, value);
    else want = page.want;
  };
  const show = (wrong = new Map<string, Wrong>()) => {
    const { step, place } = way;
    if (step) page.step(step, place.number, answers, way.first, place.then, wrong);
    else page.check(way.path, answers, want, place.then, why);
  };
  const to = (id: string, number: number, wrong?: Map<string, Wrong>) => {
    way.go({ id, number, then: [], change: true });
    show(wrong);
  };

  const on = (more: boolean) => {
    const { step, place } = way;
    if (!step) return;
    const teller = answers.get("who");
    const then = page.then(step);
    take();
    const wrong = answers.wrong(step, place.number);
    if (page.trapped) wrong.set("trap", "trap");
    if (wrong.size) return show(wrong);
    const next = (more && way.more()) || way.next(teller === answers.get("who"));
    way.go({ ...next, then });
    show();
  };

  const send = async () => {
    take();
    // Whoever has left out what is needed is led to its page, as the server would lead them.
    const amiss = answers.amiss(way.path);
    if (amiss) return to(amiss.step.id, amiss.number, amiss.wrong);
    if (!answers.get("who")) return to(way.path[way.path.length - 1]!.id, 1, new Map([["who", "no-choice"]]));
    state = "sending";
    page.sending(true);
    const outcome = await sender.send(answers.told(way.path), want);
    if ("why" in outcome) {
      [state, why] = ["asking", outcome.why];
      return show();
    }
    state = "sent";
    const teller = answers.get("who");
    answers.clear();
    leaving.markSent();
    page.sent(teller, outcome.words, outcome.already);
  };

  page.form.addEventListener("submit", (event) => {
    event.preventDefault(); // whatever happens below, nothing is sent as it stands
    if (state !== "asking") return;
    if (way.place.id === CHECK) void send();
    else on((event.submitter as HTMLButtonElement | null)?.value === "more");
  });
  page.form.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    const change = target.closest<HTMLElement>("[data-change]");
    const link = target.closest<HTMLAnchorElement>(".error a[href^='#']");
    if (state !== "asking") return;
    if (target.closest("[data-back]")) history.back();
    if (target.closest("[data-whole]")) leaving.calmly(() => page.whole(answers.told(way.path)));
    if (change) {
      take();
      to(change.dataset.change!, Number(change.dataset.number));
    }
    if (link) {
      event.preventDefault(); // a place of its own in the history it is not
      document.getElementById(link.hash.slice(1))?.focus();
    }
  });
  window.addEventListener("popstate", (event) => {
    if (state === "sent") return leaving.markSent();
    if (state === "sending") return way.stay(event.state);
    take();
    if (way.moved(event.state)) show();
  });

  leaving.ask(() => {
    if (state !== "sent") take();
    return state === "sent" ? page.holdsReceipt : answers.written(all);
  });
  // After sending, whoever comes back to this page finds nothing; before, the draft is still there.
  window.addEventListener("pagehide", () => {
    if (state === "sent") page.wipe();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && state === "sent") location.replace(page.start);
  });

  if (before) {
    state = "sent";
    leaving.markSent();
    page.reloaded();
  }
}

function say(telling: "here" | "plain"): void {
  document.documentElement.dataset.telling = telling;
  document.dispatchEvent(new Event("telling")); // plain.ts listens
}

const main = document.querySelector("main");
const ahead = main?.querySelector<HTMLElement>("[data-ahead]");
const form = main?.querySelector<HTMLFormElement>("form.concern");
if (main && ahead && form) {
  // Until it is known whether this browser can seal, nothing is sent in another way.
  let pressed = false;
  const wait = (event: Event) => {
    event.preventDefault();
    pressed = true;
  };
  form.addEventListener("submit", wait);
  works()
    .then((can) => {
      form.removeEventListener("submit", wait);
      if (can) tell(main, ahead);
      say(can ? "here" : "plain");
      if (can && pressed) form.requestSubmit();
    })
    .catch(() => say("plain"));
}
