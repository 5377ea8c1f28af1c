import { useSignal } from "@preact/signals";

import { outcome } from "../state/diagnosis.ts";
import { addSecret, fromField, removeSecret, secrets, setSecret, toField, warningsOf } from "../state/secrets.ts";
import { Icon } from "../ui/icon.tsx";

/** The input of the secrets. */
export function SecretsInput() {
  const all = secrets.value;
  const result = outcome.value;
  const fault = result.state === "unreadable" && result.field === "secret" ? result.message : undefined;
  return (
    <section class="panel" aria-labelledby="secrets-title">
      <div class="panel-head">
        <h2 id="secrets-title">Signing secret</h2>
        <span class="promise">
          <Icon name="lock" />
          Stays in this page
        </span>
      </div>
      {all.map((secret, index) => (
        <SecretField key={index} secret={secret} index={index} isOnly={all.length === 1} />
      ))}
      {fault && <p class="notice fault">{fault}</p>}
      <button type="button" class="quiet" onClick={addSecret}>
        <Icon name="plus" />
        Add another
      </button>
    </section>
  );
}

function SecretField({ secret, index, isOnly }: { secret: string; index: number; isOnly: boolean }) {
  const isShown = useSignal(false);
  const warnings = warningsOf(secret);
  const id = `secret-${index}`;

  // An input of one line drops pasted line breaks silently.
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\r\n\t]/.test(pasted)) return;
    event.preventDefault();
    const field = event.currentTarget as HTMLInputElement;
    field.setRangeText(toField(pasted), field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
    setSecret(index, fromField(field.value));
  };

  return (
    <div class="secret">
      <label for={id} class="unseen">
        Secret {index + 1}
      </label>
      <div class="secret-row">
        {!isOnly && <span class="secret-number">{index + 1}</span>}
        <input
          id={id}
          class={isShown.value ? "mono" : "mono masked"}
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          data-1p-ignore
          data-lpignore="true"
          placeholder="whsec_… or what the provider shows"
          value={toField(secret)}
          aria-describedby={warnings.length > 0 ? `${id}-warnings` : undefined}
          onInput={({ currentTarget }) => setSecret(index, fromField(currentTarget.value))}
          onPaste={onPaste}
        />
        <button
          type="button"
          class="quiet"
          aria-pressed={isShown.value}
          aria-label={`Show secret ${index + 1}`}
          onClick={() => (isShown.value = !isShown.value)}
        >
          <Icon name={isShown.value ? "hidden" : "eye"} />
          {isShown.value ? "Hide" : "Show"}
        </button>
        {!isOnly && (
          <button type="button" class="quiet" aria-label={`Remove secret ${index + 1}`} onClick={() => removeSecret(index)}>
            <Icon name="cross" />
          </button>
        )}
      </div>
      {warnings.length > 0 && (
        <ul class="field-warnings" id={`${id}-warnings`}>
          {warnings.map((warning) => (
            <li key={warning}>
              <Icon name="warning" />
              {warning}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
