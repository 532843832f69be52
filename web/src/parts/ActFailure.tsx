import type { Problem } from "../server";
import { text } from "../text";
import { Icon } from "./Icon";

/**
 * Why an act was refused: in the server's words, with a way to what stands now. 412 means that
 * somebody else acted meanwhile.
 */
export function ActFailure(props: { problem: Problem; show?: () => void }) {
  const { problem, show } = props;
  return (
    <div className="failure" role="alert">
      <p className="failure-title">
        <Icon name="caution" />
        {problem.status === 412 ? text.act.conflict : problem.title}
      </p>
      {problem.message !== problem.title ? <p>{problem.message}</p> : null}
      {problem.changed.length > 0 ? (
        <ul className="bullets">
          {problem.changed.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : null}
      {problem.hint !== "" ? <p>{problem.hint}</p> : null}
      {show !== undefined ? (
        <p className="failure-acts">
          <button type="button" className="button" onClick={show}>
            {text.act.showNow}
          </button>
        </p>
      ) : null}
    </div>
  );
}
