import { useEffect } from "preact/hooks";

import { outcome, runs } from "./state/diagnosis.ts";
import { theme, type Theme, type View, view } from "./state/view.ts";
import { Choice } from "./ui/choice.tsx";
import { download } from "./ui/download.ts";
import { Icon } from "./ui/icon.tsx";
import { DiagnoseView } from "./views/diagnose.tsx";
import { GenerateView } from "./views/generate.tsx";
import { ReceiveView } from "./views/receive.tsx";

const VIEWS: readonly (readonly [View, string])[] = [
  ["diagnose", "Diagnose"],
  ["generate", "Generate"],
  ["receive", "Receive"],
];

const THEMES: readonly (readonly [Theme, string])[] = [
  ["system", "System"],
  ["light", "Light"],
  ["dark", "Dark"],
];

/** The page. `source` is its HTML, for saving a copy. */
export function App({ source }: { source: string }) {
  const result = outcome.value;
  const millis = result.state === "diagnosed" ? result.diagnosis.millis.toFixed(1) : undefined;
  useEffect(() => {
    const root = document.documentElement;
    if (theme.value === "system") root.removeAttribute("data-theme");
    else root.dataset["theme"] = theme.value;
  }, [theme.value]);
  return (
    <>
      <header class="masthead">
        <h1>
          <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <circle cx="16" cy="16" r="14" />
            <circle cx="16" cy="16" r="10.5" class="mark-ring" />
            <path d="M10.5 16.4l3.9 3.9 7.3-8.6" />
          </svg>
          Countersign
          <span class="subtitle">signature debugger</span>
        </h1>
        <nav aria-label="Views">
          <Choice label="View" options={VIEWS} value={view.value} onChange={(next) => (view.value = next)} look="tabs" />
        </nav>
      </header>
      <main data-runs={runs.value} data-millis={millis}>
        {view.value === "diagnose" && <DiagnoseView />}
        {view.value === "generate" && <GenerateView />}
        {view.value === "receive" && <ReceiveView />}
      </main>
      <footer class="footer">
        <p>
          <Icon name="lock" />
          Everything is computed in this page. Its policy forbids it every request, it stores nothing, and the secret is
          in no link.
        </p>
        <div class="actions">
          <Choice label="Colours" options={THEMES} value={theme.value} onChange={(next) => (theme.value = next)} />
          <button type="button" class="secondary" onClick={() => download("countersign-debugger.html", "text/html", source)}>
            <Icon name="down" />
            Save this page
          </button>
        </div>
      </footer>
    </>
  );
}
