import { CompassOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import { StateNotice } from "../features/shared/States";
import { useTexts } from "../i18n";

export default function LostPage() {
  const { t } = useTexts();
  return (
    <StateNotice icon={<CompassOutlined />} title={t.shell.notFound}>
      <Link to="/">{t.shell.toHome}</Link>
    </StateNotice>
  );
}
