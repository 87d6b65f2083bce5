/** The authority portal. No framework, no storage, no address that holds a code. */
import { askPage } from "./asking.ts";
import { submitPage } from "./submit.ts";

document.documentElement.classList.add("scripted");
if (document.body.dataset["page"] === "submit") submitPage();
if (document.body.dataset["page"] === "ask") askPage();
