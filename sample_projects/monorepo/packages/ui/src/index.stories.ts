export default { title: 'headline' };
