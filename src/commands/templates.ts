import { packageTemplates } from "../rendering/templates.ts";

export interface TemplatesResult {
  readonly templates: readonly { readonly name: string; readonly description: string }[];
}

/** The templates that come with the package. */
export async function templates(): Promise<TemplatesResult> {
  return { templates: packageTemplates().map(({ name, description }) => ({ name, description })) };
}
