// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICatalogue} from "../ICatalogue.sol";

/// @title EIP-712 struct hashes of what departments sign for the catalogue
library CatalogueTypes {
    bytes32 private constant ENTRY = keccak256(
        "Entry(string item,uint64 version,bytes32 previous,Responsible responsible,Content content,Sharing sharing,Protection protection,Rights rights,string[] derivedFrom)Content(bytes32 title,bytes32 schema,uint8 formatClass,uint8 modes,uint8 updateCycle)Protection(uint8 grade,bool secret,bool personal,bytes32 assessment)Responsible(string owner,string manager,uint8 aggregation)Rights(uint32 vocabulary,uint8 rightType,uint64 obtainedAt,uint64 useUntil,bytes32 others)Sharing(uint8 shareType,bytes32 basis)"
    );
    bytes32 private constant RESPONSIBLE = keccak256("Responsible(string owner,string manager,uint8 aggregation)");
    bytes32 private constant CONTENT = keccak256(
        "Content(bytes32 title,bytes32 schema,uint8 formatClass,uint8 modes,uint8 updateCycle)"
    );
    bytes32 private constant SHARING = keccak256("Sharing(uint8 shareType,bytes32 basis)");
    bytes32 private constant PROTECTION = keccak256(
        "Protection(uint8 grade,bool secret,bool personal,bytes32 assessment)"
    );
    bytes32 private constant RIGHTS = keccak256(
        "Rights(uint32 vocabulary,uint8 rightType,uint64 obtainedAt,uint64 useUntil,bytes32 others)"
    );
    bytes32 private constant PUBLICATION = keccak256("Publication(bytes32 entry,bytes32 review,bytes32 regrade)");
    bytes32 private constant REFUSAL = keccak256("Refusal(bytes32 entry,string reason)");
    bytes32 private constant ATTRIBUTION_CHANGE = keccak256(
        "AttributionChange(string item,string from,string to,string manager,bytes32 instrument,uint256 nonce)"
    );
    bytes32 private constant SOURCE_ASSIGNMENT = keccak256(
        "SourceAssignment(string item,string source,string replaced,bytes32 basis,uint256 nonce)"
    );
    bytes32 private constant LINKING = keccak256(
        "Linking(string item,bytes32 duty,bytes32 table,bool linked,uint256 nonce)"
    );
    bytes32 private constant GRANT = keccak256(
        "Grant(string item,string operator,uint32 vocabulary,uint8 rightType,bytes32 scope,uint64 until,uint16 incomeShare,bytes32 approval,uint256 nonce)"
    );
    bytes32 private constant GRANT_END = keccak256(
        "GrantEnd(bytes32 grant,string department,uint64 since,bytes32 reason,uint256 nonce)"
    );

    function hash(ICatalogue.Entry calldata e) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                ENTRY, _text(e.item), e.version, e.previous, _responsible(e.responsible), _content(e.content), _sharing(e.sharing), _protection(e.protection), _rights(e.rights), _list(e.derivedFrom)
            )
        );
    }

    function hash(ICatalogue.Publication calldata p) internal pure returns (bytes32) {
        return keccak256(abi.encode(PUBLICATION, p.entry, p.review, p.regrade));
    }

    function hash(ICatalogue.Refusal calldata r) internal pure returns (bytes32) {
        return keccak256(abi.encode(REFUSAL, r.entry, _text(r.reason)));
    }

    function hash(ICatalogue.AttributionChange calldata c) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                ATTRIBUTION_CHANGE, _text(c.item), _text(c.from), _text(c.to), _text(c.manager), c.instrument, c.nonce
            )
        );
    }

    function hash(ICatalogue.SourceAssignment calldata a) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(SOURCE_ASSIGNMENT, _text(a.item), _text(a.source), _text(a.replaced), a.basis, a.nonce)
        );
    }

    function hash(ICatalogue.Linking calldata l) internal pure returns (bytes32) {
        return keccak256(abi.encode(LINKING, _text(l.item), l.duty, l.table, l.linked, l.nonce));
    }

    function hash(ICatalogue.Grant calldata g) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                GRANT, _text(g.item), _text(g.operator), g.vocabulary, g.rightType, g.scope, g.until, g.incomeShare, g.approval, g.nonce
            )
        );
    }

    function hash(ICatalogue.GrantEnd calldata e) internal pure returns (bytes32) {
        return keccak256(abi.encode(GRANT_END, e.grant, _text(e.department), e.since, e.reason, e.nonce));
    }

    function _responsible(ICatalogue.Responsible calldata r) private pure returns (bytes32) {
        return keccak256(abi.encode(RESPONSIBLE, _text(r.owner), _text(r.manager), r.aggregation));
    }

    function _content(ICatalogue.Content calldata c) private pure returns (bytes32) {
        return keccak256(abi.encode(CONTENT, c.title, c.schema, c.formatClass, c.modes, c.updateCycle));
    }

    function _sharing(ICatalogue.Sharing calldata s) private pure returns (bytes32) {
        return keccak256(abi.encode(SHARING, s.shareType, s.basis));
    }

    function _protection(ICatalogue.Protection calldata p) private pure returns (bytes32) {
        return keccak256(abi.encode(PROTECTION, p.grade, p.secret, p.personal, p.assessment));
    }

    function _rights(ICatalogue.Rights calldata r) private pure returns (bytes32) {
        return keccak256(abi.encode(RIGHTS, r.vocabulary, r.rightType, r.obtainedAt, r.useUntil, r.others));
    }

    /// @dev EIP-712: a string stands as the hash of its bytes.
    function _text(string calldata value) private pure returns (bytes32) {
        return keccak256(bytes(value));
    }

    /// @dev EIP-712: an array stands as the hash of its members' encodings joined.
    function _list(string[] calldata values) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](values.length);
        for (uint256 i = 0; i < values.length; ++i) {
            hashes[i] = _text(values[i]);
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
