/** Head, navigation and the page; what a visitor may not see yet asks them to sign in. */
import { MenuOutlined } from "@ant-design/icons";
import { Suspense, useEffect, useState } from "react";
import { Route, Routes, useLocation } from "react-router";
import { useTexts } from "../../i18n";
import { useSession } from "../session/Session";
import { SignIn } from "../session/SignIn";
import { Loading } from "../shared/States";
import { Boundary } from "./Boundary";
import { Head } from "./Head";
import { Navigation } from "./Navigation";
import { ROUTES, preloadVerifier } from "./routes";
import { useOnline } from "./useOnline";

export function Shell() {
  const { t } = useTexts();
  const { caller } = useSession();
  const { pathname } = useLocation();
  const [menu, setMenu] = useState(false);
  const online = useOnline();
  useEffect(() => setMenu(false), [pathname]);
  useEffect(() => {
    const timer = window.setTimeout(preloadVerifier, 3000);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <div className={`shell${menu ? " menu-open" : ""}`}>
      <a className="skip" href="#content">
        {t.shell.skip}
      </a>
      <Head>
        <button type="button" className="bare menu-button" aria-expanded={menu} aria-controls="navigation" onClick={() => setMenu(!menu)}>
          <MenuOutlined aria-hidden /> <span className="sr-only">{t.shell.menu}</span>
        </button>
      </Head>
      <Navigation />
      <main id="content" tabIndex={-1}>
        {!online && (
          <p className="offline" role="alert">
            {t.shell.offline}
          </p>
        )}
        <Boundary key={pathname}>
          <Suspense fallback={<Loading />}>
            <Routes>
              {ROUTES.map(({ path, page: PageOf, open }) => (
                <Route key={path} path={path} element={open || caller ? <PageOf /> : <SignIn needed={path !== "/"} />} />
              ))}
            </Routes>
          </Suspense>
        </Boundary>
      </main>
    </div>
  );
}
