import { FileProtectOutlined } from "@ant-design/icons";
import { useState } from "react";

/** A place to drop a file; also a file field that the keyboard reaches. */
export function Drop({ label, take }: { label: string; take: (file: File) => void }) {
  const [over, setOver] = useState(false);
  return (
    <label
      className={`drop${over ? " over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) take(file);
      }}
    >
      <span className="drop-icon" aria-hidden>
        <FileProtectOutlined />
      </span>
      <br />
      {label}
      <input
        type="file"
        onChange={({ target }) => {
          if (target.files?.[0]) take(target.files[0]);
          target.value = "";
        }}
      />
    </label>
  );
}
