// What the desk's pages do beyond HTML: small things, each of which can be missing. No words of its own but those in the page; nothing is kept
// in the browser.
import { find } from "./desk/find";
import { leaving } from "./desk/leaving";
import { lint } from "./desk/lint";
import { network } from "./desk/network";

leaving();
find();
lint();
network();
