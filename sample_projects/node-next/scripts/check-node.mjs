if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error('storefront needs Node 20');
  process.exit(1);
}
