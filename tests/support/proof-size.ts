/** Whether proofs run at their full size: in continuous integration, once, on the packaged servers. */
export const isFullProof = Boolean(process.env["CI"]) && process.env["TEST_DATABASE"] !== "containers";
