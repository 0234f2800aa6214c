import { dynamics365KeyForm } from '#formats/dynamics-365/dynamics-365.ts';
import { type Json, type ReadSystem, rootOf } from './read-system.ts';
import { odataPage } from './s4.ts';

/** Dynamics 365 Finance and Supply Chain Management, OData; the address is `https://ENVIRONMENT.operations.dynamics.com/data`. */
export const dynamics365System: ReadSystem = {
  formats: ['dynamics-365'],
  format: 'dynamics-365',
  keyForm: dynamics365KeyForm,
  keyOf: (key) => key,
  order: (service, key) => {
    const [company = '', number = ''] = key.split(':');
    const entity = `SalesOrderHeadersV2(dataAreaId='${company}',SalesOrderNumber='${encodeURIComponent(number)}')`;
    return { address: `${rootOf(service)}/${entity}?cross-company=true&$expand=SalesOrderLines` };
  },
  // The header tells when it was made, not when it changed: the list finds orders of which no event came at all.
  changed: (service, since) => {
    const filter = encodeURIComponent(`OrderCreationDateTime ge ${since}`);
    const query = `cross-company=true&$select=dataAreaId,SalesOrderNumber&$orderby=dataAreaId,SalesOrderNumber`;
    return { address: `${rootOf(service)}/SalesOrderHeadersV2?${query}&$filter=${filter}` };
  },
  page: (answer, asked) => {
    const records = ((answer as Json).value ?? []) as readonly Json[];
    const keys = records.map((each) => `${String(each.dataAreaId).toLowerCase()}:${each.SalesOrderNumber}`);
    return { keys, next: odataPage(answer, asked, 'SalesOrderNumber').next };
  },
  event: (key, { id, isDeleted }) => {
    const [company, number] = key.split(':');
    const attributes = [
      { key: 'mserp_dataareaid', value: company },
      { key: 'mserp_salesordernumber', value: number },
    ];
    return {
      InputParameters: [{ key: 'Target', value: { Attributes: attributes } }],
      MessageName: isDeleted ? 'OnExternalDeleted' : 'OnExternalUpdated',
      OperationId: id,
      PrimaryEntityName: 'mserp_salesorderheaderv2entity',
    };
  },
};
