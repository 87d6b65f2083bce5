/** Pages that few people open, and seldom: one file, fetched when one of them is opened (`main.ts`). */
export { copyPage, counselView } from "./counsel.ts";
export { itselfPage } from "./itself.ts";
export { keysPage } from "./keys.ts";
export { languagePage } from "./language.ts";
export { morePage } from "./more.ts";
export { releasePage } from "./release.ts";
export { targetPage } from "./target.ts";
