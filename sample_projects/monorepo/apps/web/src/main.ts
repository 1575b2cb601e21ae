import { headline } from 'ui';

document.querySelector('#app')!.innerHTML = headline('News');
