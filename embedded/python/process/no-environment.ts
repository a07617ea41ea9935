/** Programs that are started here know nothing of this process's environment. */
export const noEnvironment = {} as NodeJS.ProcessEnv;
