// Starts what the page has need of. Every page works without it; each part looks for its own markup and leaves the rest alone.
// No words for people stand in these scripts: they come from the page, in the visitor's language.
import { back } from "./back";
import { course } from "./course";
import { exit } from "./exit";
import { offline } from "./offline";
import { order } from "./order";
import { paper } from "./paper";
import { plain } from "./plain";

exit(); // first: whatever else fails, the way out works
document.documentElement.classList.add("js");

order(); // before the course: its places must be settled when answers are read
course();
paper();
offline();
plain();
back();
