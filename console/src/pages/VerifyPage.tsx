import { useLocation } from "react-router";
import { Examination } from "../features/evidence/Examination";
import { Page } from "../features/shared/Page";
import { useTexts } from "../i18n";

export default function VerifyPage() {
  const { t } = useTexts();
  const handed = useLocation().state as { name: string; file: Uint8Array } | null;
  return (
    <Page title={t.verify.title} intro={t.verify.intro}>
      <Examination handed={handed} />
    </Page>
  );
}
