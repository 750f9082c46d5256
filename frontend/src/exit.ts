// The way out: the link "Exit this page", or Shift three times within five seconds. Covers the page, forgets what this browser
// holds of the site, and goes. It must never wait: every step that answers later is only started. It must not know what the
// site keeps beyond the one cookie's name, and it cannot wipe the browser's history (the page on this site says so).
//
// Words: data-w-2, data-w-1 (presses still to go) and data-w-0 (nothing more came) on the link. Address: data-exit.

const WINDOW_MS = 5000;
const PRESSES = 3;

export function exit(): void {
  const link = document.querySelector<HTMLAnchorElement>("a.exit");
  if (!link) return;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link);
  });

  const status = document.createElement("p");
  status.className = "presses";
  status.setAttribute("role", "status");
  link.after(status);

  let presses = 0;
  let alone = false; // Shift went down, and nothing else since: not a capital letter
  let timer = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") alone = false;
    else if (!event.repeat) alone = true;
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    presses += 1;
    if (presses >= PRESSES) return leave(link);
    status.textContent = link.getAttribute(`data-w-${PRESSES - presses}`);
    if (presses > 1) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      presses = 0;
      status.textContent = link.getAttribute("data-w-0");
      timer = window.setTimeout(() => (status.textContent = ""), WINDOW_MS);
    }, WINDOW_MS);
  });
  window.addEventListener("pagehide", () => window.clearTimeout(timer));
}

function leave(link: HTMLAnchorElement): void {
  document.documentElement.classList.add("gone");
  document.cookie = "wm=; Path=/; Max-Age=0; SameSite=Lax";
  attempt(() => sessionStorage.clear());
  attempt(() => localStorage.clear());
  attempt(forgetCopy);
  location.replace(link.dataset.exit || link.href);
}

// Takes away the copy for use without internet. The service worker outlives the page, so it is asked as well.
export function forgetCopy(): Promise<unknown> {
  const jobs: Promise<unknown>[] = [];
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.controller?.postMessage("forget");
    jobs.push(navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((one) => one.unregister()))));
  }
  if ("caches" in window) {
    jobs.push(caches.keys().then((all) => Promise.all(all.map((name) => caches.delete(name)))));
  }
  return Promise.all(jobs);
}

// Storage may be switched off in the browser; that must not hold anyone up.
function attempt(act: () => unknown): void {
  try {
    const late = act();
    if (late instanceof Promise) late.catch(() => undefined);
  } catch {
    // nothing to forget, then
  }
}
