import "virtual:fonts.css";
import "./style/index.css";

import { render } from "preact";

import { App } from "./app.tsx";
import { watch } from "./state/diagnosis.ts";
import { example } from "./state/examples.ts";
import { forget, replace } from "./state/history.ts";
import { EMPTY, input } from "./state/input.ts";
import { givenSecrets } from "./state/secrets.ts";
import { fromLink } from "./state/share.ts";

// Before anything is drawn: it is the page as it was sent.
const source = `<!doctype html>\n${document.documentElement.outerHTML}`;

render(<App source={source} />, document.getElementById("app")!);
watch();
void open();

/** Opens what a link holds, or else an example. */
async function open(): Promise<void> {
  try {
    const shared = await fromLink(location.hash);
    if (shared) {
      replace("opening the link", shared, undefined);
      return forget();
    }
  } catch {
    // A damaged link is none.
  }
  const first = await example("bottlecrm", "reserialized");
  // Whoever was faster keeps what they typed.
  if (!first || input.peek() !== EMPTY || givenSecrets().length > 0) return;
  replace("opening the example", first.input, first.secrets);
  forget();
}
