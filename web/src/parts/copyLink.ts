import { here, write } from "../address";
import { shownVersion } from "../shown";
import { text } from "../text";
import { say, toast } from "./announce";

/** Copies the address with the data version pinned, so that it always shows what is seen now. */
export function copyLink(): void {
  const address = here();
  const asked = address.query.get("asof");
  const version = shownVersion();
  const pinned = asked ?? (version > 0 ? `v${version}` : null);
  const link = window.location.origin + write(address, { asof: pinned });
  const told = text.copied(pinned === null ? "the same filters" : pinned);
  const byHand = () => {
    window.prompt(text.copyByHand, link);
    say(text.copyByHand);
  };
  if (navigator.clipboard === undefined) byHand();
  else navigator.clipboard.writeText(link).then(() => toast(told), byHand);
}
