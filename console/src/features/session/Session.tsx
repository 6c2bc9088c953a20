/** Who is signed in. Token and signer live in memory only: a reload or a closed tab ends the session. */
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, createContext, use, useCallback, useEffect, useMemo, useState } from "react";
import { type Schema, answer, api, onSessionEnded, setToken } from "../../api/client";
import type { Signer } from "./signers";

export type Caller = Schema["CallerAnswer"];

interface Session {
  readonly caller: Caller | null;
  readonly signer: Signer | null;
  /** The service ended the session before its user did. */
  readonly ended: boolean;
  signIn(signer: Signer): Promise<void>;
  signOut(): Promise<void>;
}

const Context = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(Context);
  if (session === null) throw new Error("outside of SessionProvider");
  return session;
}

/** The caller of a page that is only shown to those signed in. */
export function useCaller(): Caller {
  const { caller } = useSession();
  if (caller === null) throw new Error("nobody is signed in");
  return caller;
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [state, setState] = useState<{ caller: Caller; signer: Signer } | null>(null);
  const [ended, setEnded] = useState(false);

  const forget = useCallback(() => {
    setToken(null);
    setState((before) => {
      before?.signer.close();
      return null;
    });
    queries.clear();
  }, [queries]);

  useEffect(() => {
    onSessionEnded(() => {
      forget();
      setEnded(true);
    });
  }, [forget]);

  const session = useMemo<Session>(
    () => ({
      caller: state?.caller ?? null,
      signer: state?.signer ?? null,
      ended,
      signIn: async (signer) => {
        const { message } = await answer(api.POST("/v1/sign-in/challenge", { body: { address: signer.address } }));
        const signature = await signer.signMessage(message);
        const opened = await answer(api.POST("/v1/sign-in", { body: { message, signature } }));
        setToken(opened.token);
        queries.clear();
        setEnded(false);
        setState({ caller: opened.caller, signer });
      },
      signOut: async () => {
        await answer(api.POST("/v1/sign-out")).catch(() => undefined);
        forget();
      },
    }),
    [state, ended, queries, forget],
  );
  return <Context value={session}>{children}</Context>;
}
