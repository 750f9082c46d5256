// What the desk's pages do beyond HTML: small things, each of which can be missing. No words of its own but those in the page; nothing is kept
// in the browser but, in the tab, whether it wants to be told that something has come.
import { find } from "./desk/find";
import { leaving } from "./desk/leaving";
import { lint } from "./desk/lint";
import { news } from "./desk/news";
import { network } from "./desk/network";
import { passkey } from "./desk/passkey";

leaving();
find();
lint();
news();
network();
passkey();
