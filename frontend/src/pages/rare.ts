/** Pages that a look at a case does not need: seldom ones, that of a second person, and those that follow a decision. One file, fetched when one of them is opened (`main.ts`). */
import "../acts/rare.ts";

export { Attaching, readingView } from "./attaching.ts";
export { actPage } from "./act.ts";
export { compare, merged, sealAnew, unopened, written } from "../desk/newkey.ts";
export { leave } from "../desk/keptfile.ts";
export { Memory } from "../desk/memory.ts";
export { copyPage, counselView } from "./counsel.ts";
export { historyPage } from "./history.ts";
export { invitedPage } from "./invited.ts";
export { checkPurged, leftOf, purgesOf, struckOf } from "../formats/settled.ts"; // what two people settled: few histories hold it
export { itselfPage } from "./itself.ts";
export { keysPage } from "./keys.ts";
export { languagePage, lawPage, talksPage } from "./lawkit.ts";
export { newIdentityForm } from "./making.ts";
export { morePage } from "./more.ts";
export { notePage } from "./noting.ts";
export { unsealPage } from "./unsealing.ts";
export { leads, owedView, waitsView } from "./owed.ts";
export { releasePage } from "./release.ts";
export { secondPage } from "./second.ts";
export { signView } from "./sign.ts";
export { compared, namedAct, whoLetsIn } from "./leading.ts";
export { letterPage } from "./sending.ts";
export { targetPage } from "./target.ts";
export { sentView, tellPage } from "./telling.ts";
export { Find } from "./find.ts";
