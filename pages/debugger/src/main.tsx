import "virtual:fonts.css";
import "./style/index.css";

import { render } from "preact";

import { App } from "./app.tsx";
import { watch } from "./state/diagnosis.ts";
import { watchOwnScheme } from "./state/own-scheme.ts";
import { example } from "./state/examples.ts";
import { forget, replace } from "./state/input-history.ts";
import { EMPTY, input } from "./state/input.ts";
import { nonEmptySecrets } from "./state/secrets.ts";
import { fromLink } from "./state/share.ts";

// Before rendering: this is the page as it was served.
const source = `<!doctype html>\n${document.documentElement.outerHTML}`;

render(<App source={source} />, document.getElementById("app")!);
watch();
watchOwnScheme();
void open();

/** Opens the request of a link, or an example. */
async function open(): Promise<void> {
  try {
    const shared = await fromLink(location.hash);
    if (shared) {
      replace("opening the link", shared, undefined);
      return forget();
    }
  } catch {
    // A damaged link opens the example.
  }
  const first = await example("bottlecrm", "reserialized");
  // The user may have typed in the meantime.
  if (!first || input.peek() !== EMPTY || nonEmptySecrets().length > 0) return;
  replace("opening the example", first.input, first.secrets);
  forget();
}
