import { UploadOutlined } from "@ant-design/icons";
import { useId, useState } from "react";
import { plain } from "./plain";

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly multiple?: boolean;
  readonly accept?: string;
  readonly take: (files: readonly File[]) => void;
}

/** A file field in the console's own words: the browser would label it in its own language. */
export function FileField({ label, hint, multiple = false, accept = ".json,application/json", take }: Props) {
  const id = useId();
  const [names, setNames] = useState("");
  return (
    <div className="field file-field">
      <input
        id={id}
        type="file"
        accept={accept}
        multiple={multiple}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          setNames(files.map(({ name }) => name).join(", "));
          if (files.length > 0) take(files);
        }}
      />
      <label htmlFor={id}>
        <UploadOutlined aria-hidden /> {label}
      </label>{" "}
      <span className="quiet">{plain(names) || hint}</span>
    </div>
  );
}
