import "../common";
import { change, useSettings } from "../settings";
import { text } from "../text";
import { keyText } from "../texts/keys";
import { Dialog } from "./Dialog";
import { Icon } from "./Icon";

/** The keys, how to read the pages, and the switch for single-key shortcuts. */
export function HelpDialog({ close }: { close: () => void }) {
  const settings = useSettings();
  return (
    <Dialog label={text.help} look="help" close={close}>
      <header className="dialog-head">
        <h2>{keyText.title}</h2>
        <button type="button" className="quiet only-icon" onClick={close} aria-label={text.close}>
          <Icon name="close" size={16} />
        </button>
      </header>
      <dl className="keys">
        {keyText.list.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input
          type="checkbox"
          checked={settings.shortcuts}
          onChange={(event) => change({ shortcuts: event.target.checked })}
        />
        <span>
          {keyText.on}
          <span className="caption">{keyText.onHelp}</span>
        </span>
      </label>
      <h2>{keyText.words}</h2>
      <ul className="reading">
        {keyText.reading.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Dialog>
  );
}
