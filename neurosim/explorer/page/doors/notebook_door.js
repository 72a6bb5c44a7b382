/** Giving the network back to a notebook: after edits, the text of its model file. */

/** @import { App } from "../app.js" */

import { modelText } from "../document/model_text.js";

// in milliseconds: while a network is trained, not every step is sent
const BETWEEN_MESSAGES = 150;

/**
 * Send the model to the frame around this page, whenever it has changed.
 *
 * @param {App} app
 */
export function startNotebookDoor(app) {
  let sent = app.document.model;
  let waits = false;
  let refused = false;

  function send() {
    waits = false;
    const { model } = app.document;
    if (model === sent) return;
    sent = model;
    try {
      // the page does not know where the notebook is; only the notebook knows the nonce
      window.parent.postMessage({ nonce: app.start.token, model: modelText(model) }, "*");
      refused = false;
    } catch (error) {
      // once, and not again at every edit
      if (!refused) app.refuse(error);
      refused = true;
    }
  }

  app.add({
    element: document.body,
    update({ document: { model } }) {
      if (model === sent || waits) return;
      waits = true;
      setTimeout(send, BETWEEN_MESSAGES);
    },
  });
}
