// What a search brings: a device as a campus description has it, and a model for it where the catalogue has none.
import type { DeviceModel, Text } from '@campus/campus-model';

export interface Draft {
  /** As a description has it, without space and endpoint. */
  readonly device: {
    readonly id: string;
    readonly name: Text;
    readonly model: string;
    readonly address: Readonly<Record<string, unknown>>;
  };
  /** Only where no model of the catalogue fits. */
  readonly model?: DeviceModel;
  /** Why it is thought to be this: what answered, which values. */
  readonly evidence: readonly Text[];
}
