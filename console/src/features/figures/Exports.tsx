/** Files of what is shown, and the browser's own print. */
import { DownloadOutlined, PrinterOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { MEDIA } from "../../api/figures";
import { useTexts } from "../../i18n";
import { figures } from "../../i18n/figures";
import { useWords } from "../../i18n/words";
import { save } from "../shared/save";
import { Failed } from "../shared/States";

type Format = keyof typeof MEDIA;

interface Props {
  readonly name: string;
  readonly fetch: (format: Format, language: "zh" | "en") => Promise<Uint8Array>;
}

export function Exports({ name, fetch }: Props) {
  const w = useWords(figures);
  const { language } = useTexts();
  const written = useMutation({
    mutationFn: async (format: Format) => save(`${name}.${format}`, await fetch(format, language), MEDIA[format]),
  });
  return (
    <>
      {(["xlsx", "csv"] as const).map((format) => (
        <Button key={format} icon={<DownloadOutlined />} loading={written.isPending && written.variables === format} onClick={() => written.mutate(format)}>
          {w[format]}
        </Button>
      ))}
      <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
        {w.print}
      </Button>
      {written.isError && <Failed error={written.error} />}
    </>
  );
}
