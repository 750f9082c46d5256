// Tells in the browser's own way that something new has come, while a page of the desk is open: a word, and nothing of what came. The page's script
// asks a small address from time to time. Whether this tab wants it is kept in the tab alone, and goes with it.

interface News {
  many: number;
  newest: number;
}

const WANTED = "tell";
/** Who turns it off and on again is told once. */
let latest = 0;

/** Starts it on every page; the inbox has the button. */
export function news(): void {
  const { ask, say, every } = document.body.dataset;
  if (!ask || !say || !("Notification" in window)) return;
  const listen = () => void watch(ask, say, Number(every) * 1000);
  const wanted = () => sessionStorage.getItem(WANTED) === "yes" && Notification.permission === "granted";
  if (wanted()) listen();
  const button = document.querySelector<HTMLButtonElement>("button[data-news]");
  const note = document.querySelector<HTMLElement>("[data-news-note]");
  if (!button || !note) return;
  const show = () => {
    button.textContent = (wanted() ? button.dataset.stop : button.dataset.start) ?? "";
    note.textContent = (Notification.permission === "denied" ? note.dataset.denied : wanted() ? note.dataset.on : "") ?? "";
  };
  button.hidden = false;
  show();
  button.addEventListener("click", async () => {
    if (wanted()) {
      sessionStorage.removeItem(WANTED);
    } else if ((await Notification.requestPermission()) === "granted") {
      sessionStorage.setItem(WANTED, "yes");
      listen();
    }
    show();
  });
}

/** These say that nobody is signed in who may ask, or that there is nothing to ask. All else passes: a database that starts anew, a server that does. */
const OVER = [401, 403, 404];

/** Asks until nobody wants it any more, or nobody is signed in. */
async function watch(ask: string, say: string, every: number): Promise<void> {
  const mine = ++latest;
  let before: News | undefined;
  while (mine === latest && sessionStorage.getItem(WANTED) === "yes") {
    const answer = await fetch(ask).catch(() => undefined);
    if (answer && OVER.includes(answer.status)) return;
    const now = answer?.ok ? ((await answer.json().catch(() => undefined)) as News | undefined) : undefined;
    if (now && before && (now.many > before.many || now.newest > before.newest)) new Notification(say, { tag: "desk" });
    before = now ?? before;
    await new Promise((on) => setTimeout(on, every));
  }
}
