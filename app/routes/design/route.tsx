import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { translate } from "#app/i18n/request-texts.server.ts";
import { useText } from "#app/i18n/use-text.ts";
import { DesignPage } from "#app/ui/design-system/design-page.tsx";
import { NameMark } from "#app/ui/name-mark.tsx";
import { usePreferences, type PreferenceName } from "#app/ui/preferences.ts";
import { PreferenceGroup } from "#app/ui/settings/preference-group.tsx";
import { pageTitle } from "../page/page-title.ts";
import { requireUser } from "../page/require-user.server.ts";
import { usePreferenceChoice } from "../page/shown-preferences.ts";

/** Reads nothing of anybody: the page is the same for all who are signed in. */
export function loader({ request, context }: LoaderFunctionArgs) {
  requireUser(context);
  const heading = translate(request)("design.heading");
  return { heading, appName: context.app.name, pageTitle: `${heading} · ${context.app.name}` };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => pageTitle(data, matches);

export default function DesignRoute() {
  const t = useText();
  const { heading, appName } = useLoaderData<typeof loader>();
  return (
    <DesignPage
      heading={heading}
      home={
        <Link to="/" aria-label={appName} title={appName}>
          <NameMark size={32} />
        </Link>
      }
      settingsHeading={t("settings.appearance")}
      settings={(["theme", "textSize", "density"] as const).map((name) => (
        <Setting key={name} name={name} />
      ))}
    />
  );
}

/** Chosen as in the settings, for the whole product. */
function Setting({ name }: { name: PreferenceName }) {
  const preferences = usePreferences();
  const choose = usePreferenceChoice();
  return <PreferenceGroup name={name} value={preferences[name]} onChoose={(value) => choose(name, value)} />;
}
