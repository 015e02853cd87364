import { Trans, useLingui } from "@lingui/react/macro";
import { TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Plan } from "../../api/types";
import { FileField } from "../../ui/FileField";
import { FormDialogue } from "../../ui/FormDialogue";
import { SelectField } from "../../ui/SelectField";
import ui from "../../ui/ui.module.css";
import { sitesQuery } from "../events/siteTime";
import { addPlan, changePlan, OF_PLANS, PICTURES, plansQuery, replacePicture } from "./api";

interface Props {
  /** The one that is changed; a new one where it is left out. */
  plan?: Plan;
  onDone: (plan: Plan) => void;
  onClose: () => void;
}

/** The name, the site and the picture of a plan. */
export function PlanDialogue({ plan, onDone, onClose }: Props) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const { data: sites } = useQuery(sitesQuery);
  const [name, setName] = useState(plan?.name ?? "");
  const [site, setSite] = useState(plan?.siteId ?? "");
  const [picture, setPicture] = useState<File>();
  const siteId = site || sites?.[0]?.id;
  const save = useMutation({
    mutationFn: async () => {
      if (!plan) {
        return addPlan(name.trim(), siteId, picture as File);
      }
      const changed = await changePlan(plan.id, {
        revision: plan.revision,
        name: name.trim(),
        ...(siteId ? { siteId } : {}),
      });
      return picture ? replacePicture(plan.id, picture) : changed;
    },
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: plansQuery.queryKey });
      onDone(made);
      onClose();
    },
  });
  return (
    <FormDialogue
      error={save.error}
      onClose={onClose}
      onSubmit={save.mutate}
      overrides={OF_PLANS}
      pending={save.isPending}
      ready={name.trim() !== "" && (plan !== undefined || picture !== undefined)}
      submit={plan ? <Trans>Save</Trans> : <Trans>Add the plan</Trans>}
      title={plan ? t`Change the plan` : t`Add a plan`}
    >
      <TextInput
        data-autofocus
        label={t`Name`}
        maxLength={128}
        onChange={(event) => setName(event.currentTarget.value)}
        placeholder={t`Such as Ground floor`}
        required
        value={name}
        withAsterisk={false}
      />
      {sites && sites.length > 1 && (
        <SelectField label={t`Site`} onChange={setSite} value={siteId ?? ""}>
          {sites.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </SelectField>
      )}
      <FileField accept={PICTURES} label={t`Picture`} onChange={setPicture} value={picture} />
      <p className={ui.hint}>
        {plan ? (
          <Trans>Without a new picture the old one stays. Cameras keep their places on it.</Trans>
        ) : (
          <Trans>PNG, JPEG or WebP, 10 MiB and 8192 pixels a side at most.</Trans>
        )}
      </p>
    </FormDialogue>
  );
}
