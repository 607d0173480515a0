// The script of an agent's pages: keys, the palette, lists and live arrivals.
import { bell } from "./bell";
import { draft } from "./draft";
import { keys } from "./keys";
import { list } from "./list";
import { live } from "./live";
import { palette } from "./palette";
import { presence } from "./presence";
import { cells } from "./quick";

// The list of what belongs to a page; order does not matter.
[keys, list, palette, live, bell, presence, draft, cells].forEach((part) => part());
