import { saveCase } from './api.js';
import { byId, element } from './element.js';
import { caseName } from './format.js';
import { notice } from './notices.js';

/** The dialog that saves one event of a request as a test case. */
export class CaseDialog {
  #dialog = byId('case-dialog');
  #request;

  constructor() {
    byId('case-cancel').addEventListener('click', () => this.#dialog.close());
    byId('case-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#save();
    });
  }

  /** @param {string} type the event to select, if it ran */
  open(request, type) {
    const stages = request.stages ?? [];
    if (stages.length === 0) return;
    this.#request = request;
    byId('case-stage').replaceChildren(...stages.map((stage) => element(
      'option',
      { value: stage.type, selected: stage.type === type },
      `${stage.type} (${stage.function})`,
    )));
    byId('case-name').value = caseName(request);
    byId('case-secrets').checked = false;
    byId('case-error').textContent = '';
    this.#dialog.showModal();
    byId('case-name').select();
  }

  async #save() {
    const name = byId('case-name').value.trim();
    try {
      const folder = await saveCase(this.#request.id, byId('case-stage').value, name, byId('case-secrets').checked);
      this.#dialog.close();
      notice(`Saved as ${folder}`);
    } catch (error) {
      byId('case-error').textContent = error.message;
      byId('case-name').select();
    }
  }
}
