// The switch "use it without internet" on the course's first page. It leaves a trace on the device, so nothing is kept before the visitor
// presses it, and pressing again takes everything away. Does not know what is kept: sw.ts fetches the list.
//
// In the page: [data-offline][data-lang] with [role=status] and a button; words in data-w-on, -off, -wait, -fail, -start, -stop.
import { forgetCopy } from "./exit";

type State = "on" | "off" | "wait" | "fail";

export function offline(): void {
  const box = document.querySelector<HTMLElement>("[data-offline]");
  const status = box?.querySelector("[role=status]");
  const button = box?.querySelector("button");
  if (!box || !status || !button || !("serviceWorker" in navigator)) return;

  let state: State = "off";
  const show = (next: State) => {
    state = next;
    status.textContent = box.getAttribute(`data-w-${next}`);
    button.textContent = box.getAttribute(next === "on" ? "data-w-stop" : "data-w-start");
    if (next === "wait") button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  };

  button.addEventListener("click", () => {
    if (state === "wait") return;
    const keep = state !== "on";
    show("wait");
    const job = keep ? keepCopy(box.dataset.lang ?? "") : forgetCopy();
    job.then(
      () => show(keep ? "on" : "off"),
      () => forgetCopy().then(() => show("fail"), () => show("fail")),
    );
  });

  navigator.serviceWorker.getRegistration("/").then(
    (found) => {
      show(found?.active ? "on" : "off");
      box.hidden = false;
    },
    () => undefined, // switched off in this browser: the page goes without
  );
}

// Done when everything is kept: the worker installs only once it has fetched every page.
async function keepCopy(lang: string): Promise<void> {
  const registration = await navigator.serviceWorker.register(`/sw.js?lang=${encodeURIComponent(lang)}`, { scope: "/" });
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  if (!worker) throw new Error("no worker");
  await new Promise<void>((done, failed) => {
    const look = () => {
      if (worker.state === "activated") done();
      if (worker.state === "redundant") failed(new Error("not kept"));
    };
    worker.addEventListener("statechange", look);
    look();
  });
}
