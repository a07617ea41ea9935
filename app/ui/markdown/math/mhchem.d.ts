declare module "temml/contrib/mhchem/mhchem.min.js";
