// Starts what the page has need of. Every page works without it; each part looks for its own markup and leaves the rest alone.
// No words for people stand in these scripts: they come from the page, in the visitor's language.
import { course } from "./course";
import { exit } from "./exit";
import { offline } from "./offline";
import { order } from "./order";
import { paper } from "./paper";

exit(); // first: whatever else fails, the way out works
document.documentElement.classList.add("js");

// A link that is called a button answers to the space bar too.
document.addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.key === " " && at instanceof HTMLAnchorElement && at.getAttribute("role") === "button") {
    event.preventDefault();
    at.click();
  }
});

order(); // before the course: its places must be settled when answers are read
course();
paper();
offline();
